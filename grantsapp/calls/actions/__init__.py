"""What people do in this room: write and open calls, apply, submit."""
