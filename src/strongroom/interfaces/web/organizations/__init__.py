"""Pages of organizations: what everybody sees, and what their people change."""
