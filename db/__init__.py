"""The database: tables, migrations and the journal. Never imports gateways or schema."""
