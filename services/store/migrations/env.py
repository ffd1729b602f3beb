"""Run by Alembic, with the connection that `shared.runtime.databases.migrate` opened."""

from alembic import context

from services.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # Also on SQLite: a migration cut short leaves nothing behind.
    transactional_ddl=True,
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
