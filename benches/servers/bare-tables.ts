/** The tables of the bare server, as an application without tenants would have them. */
export const bareTables = `
  create table users (id uuid primary key, username varchar(150) not null unique, email varchar(254) not null,
    password_hash text not null, role varchar(255) not null default 'user', disabled_at timestamptz, created_at timestamptz not null);
  create table tokens (id uuid primary key, user_id uuid not null references users on delete cascade,
    token_hash varchar(64) not null unique, created_at timestamptz not null, expires_at timestamptz not null);
  create table polls (id uuid primary key, question varchar(100) not null,
    created_by_id uuid not null references users on delete cascade, pub_date timestamptz not null, closes_at timestamptz);
  create table choices (id uuid primary key, poll_id uuid not null references polls on delete cascade,
    choice_text varchar(100) not null, votes integer not null default 0, unique (poll_id, id));
  create table votes (id uuid primary key, poll_id uuid not null references polls on delete cascade,
    choice_id uuid not null references choices on delete cascade, voted_by_id uuid not null references users on delete cascade,
    created_at timestamptz not null, unique (poll_id, voted_by_id));
  create index on tokens (user_id); create index on polls (created_by_id);
  create index on votes (choice_id); create index on votes (voted_by_id);`
