"""The office's memory on SQLAlchemy: SQLite today; PostgreSQL can join behind the same port."""
