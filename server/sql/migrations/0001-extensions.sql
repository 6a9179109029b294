-- Extensions, and the functions that the other migrations use.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- unaccent() is only STABLE because its dictionary could be altered; ours is not, so indexes and generated columns may use this.
CREATE FUNCTION f_unaccent (text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN public.unaccent ('public.unaccent'::regdictionary, $1);

-- What a person types and what is stored, made comparable: no accents, no case, one space between words.
CREATE FUNCTION nx_fold (text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN btrim (regexp_replace (lower (f_unaccent ($1)), '[^[:alnum:]@.+]+', ' ', 'g'));

-- French full text that does not care about accents.
CREATE TEXT SEARCH CONFIGURATION nexus_french (COPY = french);
ALTER TEXT SEARCH CONFIGURATION nexus_french ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;

-- Guard of append-only tables: history cannot be rewritten, not even by a mistake of ours.
CREATE FUNCTION nx_refuse_change () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
