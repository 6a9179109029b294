-- The catalogue: rows that an admin edits. What was bought keeps its own copy of price and credits.
-- Credits are quarter-credits, prices are minor units (millimes) with their currency.

CREATE TABLE plans (
  name text NOT NULL,
  title text NOT NULL,
  price bigint NOT NULL,
  currency char(3) NOT NULL DEFAULT 'TND',
  credits integer NOT NULL,
  validity_months smallint NOT NULL DEFAULT 12,
  aria_subjects_included smallint NOT NULL DEFAULT 1,
  popular boolean NOT NULL DEFAULT false,
  position smallint NOT NULL,
  active boolean NOT NULL DEFAULT true,
  CONSTRAINT plans_pkey PRIMARY KEY (name),
  CONSTRAINT plans_name_slug CHECK (name ~ '^[A-Z][A-Z0-9_]*$'),
  CONSTRAINT plans_price_not_negative CHECK (price >= 0),
  CONSTRAINT plans_credits_not_negative CHECK (credits >= 0),
  CONSTRAINT plans_validity_positive CHECK (validity_months BETWEEN 1 AND 60)
);

CREATE TABLE packs (
  key text NOT NULL,
  type text NOT NULL,
  title text NOT NULL,
  description text NOT NULL DEFAULT '',
  price bigint NOT NULL,
  currency char(3) NOT NULL DEFAULT 'TND',
  credits integer NOT NULL,
  validity_months smallint NOT NULL DEFAULT 12,
  position smallint NOT NULL,
  valid_from timestamptz,                  -- NULL: sold since ever
  valid_until timestamptz,                 -- NULL: sold until further notice
  CONSTRAINT packs_pkey PRIMARY KEY (key),
  CONSTRAINT packs_key_slug CHECK (key ~ '^[A-Z][A-Z0-9_]*$'),
  CONSTRAINT packs_type_valid CHECK (type IN ('CREDIT_PACK', 'SPECIAL_PACK')),
  CONSTRAINT packs_price_not_negative CHECK (price >= 0),
  CONSTRAINT packs_credits_not_negative CHECK (credits >= 0),
  CONSTRAINT packs_validity_positive CHECK (validity_months BETWEEN 1 AND 60),
  CONSTRAINT packs_sold_interval CHECK (valid_until > valid_from)
);

CREATE TABLE aria_addons (
  key text NOT NULL,
  title text NOT NULL,
  price bigint NOT NULL,
  currency char(3) NOT NULL DEFAULT 'TND',
  CONSTRAINT aria_addons_pkey PRIMARY KEY (key),
  CONSTRAINT aria_addons_key_valid CHECK (key IN ('ONE_SUBJECT', 'ALL_SUBJECTS')),
  CONSTRAINT aria_addons_price_not_negative CHECK (price >= 0)
);

CREATE TABLE session_costs (
  type text NOT NULL,
  cost integer NOT NULL,
  minutes smallint NOT NULL,
  capacity smallint NOT NULL,
  CONSTRAINT session_costs_pkey PRIMARY KEY (type),
  CONSTRAINT session_costs_type_valid CHECK (type IN ('COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE')),
  CONSTRAINT session_costs_cost_not_negative CHECK (cost >= 0),
  CONSTRAINT session_costs_minutes_valid CHECK (minutes BETWEEN 30 AND 180 AND minutes % 15 = 0),
  CONSTRAINT session_costs_capacity_positive CHECK (capacity > 0)
);

INSERT INTO plans (name, title, price, credits, popular, position) VALUES
  ('ACCES_PLATEFORME', 'Accès Plateforme', 79000, 0, false, 1),
  ('HYBRIDE', 'Hybride', 179000, 16, true, 2),
  ('IMMERSION', 'Immersion', 299000, 32, false, 3);

INSERT INTO packs (key, type, title, price, credits, position) VALUES
  ('CREDITS_4', 'CREDIT_PACK', '4 crédits', 180000, 16, 1),
  ('CREDITS_8', 'CREDIT_PACK', '8 crédits', 340000, 32, 2),
  ('GRAND_ORAL', 'SPECIAL_PACK', 'Grand Oral', 750000, 16, 3),
  ('BAC_FRANCAIS', 'SPECIAL_PACK', 'Bac de français', 1200000, 24, 4),
  ('ORIENTATION', 'SPECIAL_PACK', 'Orientation et Parcoursup', 900000, 16, 5);

INSERT INTO aria_addons (key, title, price) VALUES
  ('ONE_SUBJECT', 'ARIA : une matière de plus', 50000),
  ('ALL_SUBJECTS', 'ARIA : toutes les matières', 120000);

INSERT INTO session_costs (type, cost, minutes, capacity) VALUES
  ('COURS_ONLINE', 4, 60, 1),
  ('COURS_PRESENTIEL', 5, 60, 1),
  ('ATELIER_GROUPE', 6, 120, 8);
