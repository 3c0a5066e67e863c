"""What people type and tick about messages, checked beside each field."""
