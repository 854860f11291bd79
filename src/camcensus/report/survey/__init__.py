"""SHEETS TO CARRY ROUND: a workbook and a page for a phone, filled in on foot and read back."""
