"""Image references, linked registries, endpoints and providers; `client` asks a real registry."""
