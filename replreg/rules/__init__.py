"""The rules, one module each. `catalogue` lists them; `base` has what they yield."""
