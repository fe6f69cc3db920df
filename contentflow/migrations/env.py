"""What Alembic runs: `contentflow.migrate` gives the connection, the models the tables."""

from alembic import context

from contentflow.models import User

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=User.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
