"""The room's pages, one module per desk: month board, lines, trace, books, statements, payments."""
