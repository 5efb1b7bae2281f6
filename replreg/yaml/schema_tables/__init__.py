"""The schemas of documents as Python data, a module each, made by scripts/make_rule_table.py: no run reads JSON."""
