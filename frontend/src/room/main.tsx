import "./room.css";
