-- What is sold, with the dates that it is sold for. A price changes by a row that is valid from a moment on: what was bought before
-- keeps its own copy, and what was said before can be read for ever. plans, packs, aria_addons and session_costs name the things
-- and hold the terms in force; nx_catalogue_apply() puts the next ones there when their time has come.

CREATE TABLE catalogue_terms (
  id uuid NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,                       -- of plans, packs, aria_addons or session_costs
  valid_from timestamptz,                  -- NULL: since ever
  valid_until timestamptz,                 -- NULL: until further notice
  price bigint,                            -- minor units; NULL for session costs
  currency char(3),
  credits integer NOT NULL DEFAULT 0,      -- quarter-credits: granted, or what a session costs
  validity_months smallint,
  aria_subjects_included smallint,
  minutes smallint,
  capacity smallint,
  created_at timestamptz,
  created_by uuid,
  CONSTRAINT catalogue_terms_pkey PRIMARY KEY (id),
  CONSTRAINT catalogue_terms_kind_valid CHECK (kind IN ('plan', 'pack', 'aria', 'session')),
  CONSTRAINT catalogue_terms_interval CHECK (valid_until > valid_from),
  CONSTRAINT catalogue_terms_price CHECK (CASE kind WHEN 'session' THEN price IS NULL ELSE price >= 0 AND currency IS NOT NULL END),
  CONSTRAINT catalogue_terms_credits_not_negative CHECK (credits >= 0),
  CONSTRAINT catalogue_terms_validity CHECK (kind NOT IN ('plan', 'pack') OR validity_months IS NOT NULL),
  CONSTRAINT catalogue_terms_session CHECK (kind <> 'session' OR (minutes IS NOT NULL AND capacity IS NOT NULL)),
  CONSTRAINT catalogue_terms_one_at_a_time EXCLUDE USING gist (kind WITH =, key WITH =, tstzrange (valid_from, valid_until) WITH &&)
);

INSERT INTO catalogue_terms (id, kind, key, price, currency, credits, validity_months, aria_subjects_included)
SELECT gen_random_uuid (), 'plan', name, price, currency, credits, validity_months, aria_subjects_included FROM plans;
INSERT INTO catalogue_terms (id, kind, key, price, currency, credits, validity_months)
SELECT gen_random_uuid (), 'pack', key, price, currency, credits, validity_months FROM packs;
INSERT INTO catalogue_terms (id, kind, key, price, currency) SELECT gen_random_uuid (), 'aria', key, price, currency FROM aria_addons;
INSERT INTO catalogue_terms (id, kind, key, credits, minutes, capacity)
SELECT gen_random_uuid (), 'session', type, cost, minutes, capacity FROM session_costs;

-- New terms from p_from on: those in force then end there, and terms that were set for later stay. Terms that were to begin at the
-- same moment are replaced.
CREATE FUNCTION nx_catalogue_set (p_terms catalogue_terms) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_next timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock (hashtextextended ('catalogue:' || p_terms.kind || ':' || p_terms.key, 0));
  DELETE FROM catalogue_terms WHERE kind = p_terms.kind AND key = p_terms.key AND valid_from = p_terms.valid_from;
  SELECT min (valid_from) INTO v_next FROM catalogue_terms
   WHERE kind = p_terms.kind AND key = p_terms.key AND valid_from > p_terms.valid_from;
  UPDATE catalogue_terms SET valid_until = p_terms.valid_from
   WHERE kind = p_terms.kind AND key = p_terms.key AND (valid_from IS NULL OR valid_from < p_terms.valid_from)
     AND (valid_until IS NULL OR valid_until > p_terms.valid_from);
  p_terms.valid_until := v_next;
  INSERT INTO catalogue_terms SELECT p_terms.*;
END
$$;

-- Puts the terms in force at p_now where they are read. Touches nothing where nothing changed: visitors' pages are kept by it.
CREATE FUNCTION nx_catalogue_apply (p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  t catalogue_terms;
  v_changed integer := 0;
BEGIN
  FOR t IN SELECT * FROM catalogue_terms c WHERE (c.valid_from IS NULL OR c.valid_from <= p_now)
      AND (c.valid_until IS NULL OR c.valid_until > p_now) AND CASE c.kind
        WHEN 'plan' THEN EXISTS (SELECT FROM plans p WHERE p.name = c.key AND (p.price, p.currency, p.credits, p.validity_months,
          p.aria_subjects_included) IS DISTINCT FROM (c.price, c.currency, c.credits, c.validity_months, c.aria_subjects_included))
        WHEN 'pack' THEN EXISTS (SELECT FROM packs p WHERE p.key = c.key AND (p.price, p.currency, p.credits, p.validity_months)
          IS DISTINCT FROM (c.price, c.currency, c.credits, c.validity_months))
        WHEN 'aria' THEN EXISTS (SELECT FROM aria_addons p WHERE p.key = c.key AND (p.price, p.currency)
          IS DISTINCT FROM (c.price, c.currency))
        ELSE EXISTS (SELECT FROM session_costs p WHERE p.type = c.key AND (p.cost, p.minutes, p.capacity)
          IS DISTINCT FROM (c.credits, c.minutes, c.capacity)) END
  LOOP
    v_changed := v_changed + 1;
    CASE t.kind
      WHEN 'plan' THEN UPDATE plans SET price = t.price, currency = t.currency, credits = t.credits,
        validity_months = t.validity_months, aria_subjects_included = t.aria_subjects_included WHERE name = t.key;
      WHEN 'pack' THEN UPDATE packs SET price = t.price, currency = t.currency, credits = t.credits,
        validity_months = t.validity_months WHERE key = t.key;
      WHEN 'aria' THEN UPDATE aria_addons SET price = t.price, currency = t.currency WHERE key = t.key;
      ELSE UPDATE session_costs SET cost = t.credits, minutes = t.minutes, capacity = t.capacity WHERE type = t.key;
    END CASE;
  END LOOP;
  RETURN v_changed;
END
$$;
