"""What can be done to rules, forms and sittings."""
