"""Items as an Excel workbook: one sheet per type, Chinese heads, nothing lost either way."""
