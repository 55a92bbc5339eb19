"""The diagnosis as something to hold: one page that needs nothing else, a workbook, and the facts."""
