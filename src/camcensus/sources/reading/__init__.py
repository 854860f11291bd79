"""What the readers of files share: text and tables in any dialect, times, secrets, remarks, flows, and the door."""
