"""The platform's template language (and Helm's): reads templates and evaluates them to text with places."""
