"""The month board: where each month of an area stands, what comes next and who must do it."""
