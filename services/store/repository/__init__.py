"""The store's SQL, and nothing but SQL: values in, values out, within the caller's transaction."""
