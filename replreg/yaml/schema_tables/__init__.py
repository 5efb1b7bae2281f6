"""What each schema says of valid documents, a module each, made by scripts/make_rule_table.py: no run reads JSON."""
