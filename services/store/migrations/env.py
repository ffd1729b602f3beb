"""Run by Alembic, with the connection that `database.migrate` opened."""

from alembic import context

from services.store.tables import metadata

# SQLite can roll back a CREATE TABLE as well: a migration cut short leaves nothing behind.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
