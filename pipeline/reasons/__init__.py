"""The fixed catalogue of reasons that staff read; one module a room."""
