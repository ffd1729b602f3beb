"""Run by Alembic, with the connection that `state.migrate` opened."""

from alembic import context

from services.fetcher.state import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
