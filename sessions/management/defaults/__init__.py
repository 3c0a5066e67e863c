"""What a clinic begins with, as rows that it may change afterwards: nothing here overwrites what is there."""
