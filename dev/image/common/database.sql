CREATE ROLE replicator REPLICATION LOGIN PASSWORD 'replicator';
CREATE ROLE jarvis LOGIN PASSWORD 'jarvis';
CREATE DATABASE acd OWNER jarvis;
\connect acd jarvis
CREATE TABLE requests (id bigserial PRIMARY KEY, node text NOT NULL, at timestamptz NOT NULL DEFAULT now());
