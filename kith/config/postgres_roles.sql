-- Run once in an empty database, by its administrator, after creating the roles kith_owner and kith_app.
-- kith_owner owns the tables and migrates them; kith_app is who the application signs in as. Neither is a
-- superuser, and kith_app owns nothing, so row-level security and the triggers on facts bind it.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO kith_owner;
GRANT USAGE ON SCHEMA public TO kith_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kith_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kith_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kith_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO kith_app;
