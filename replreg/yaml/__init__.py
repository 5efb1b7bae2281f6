"""Text with templates in it, as positioned nodes, and edits that keep every other byte."""
