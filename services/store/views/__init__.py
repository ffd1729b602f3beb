"""Read-only SQL for what is shown. Each view takes a connection and gives answers; none asks once for each row."""
