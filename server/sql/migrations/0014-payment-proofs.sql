-- What a family joined to the declaration of its transfer. The file itself is kept in the data folder, under its identifier: names
-- that people chose are never names of files.

CREATE TABLE payment_proofs (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  file_name text NOT NULL,                 -- as the family named it, for display only
  media_type text NOT NULL,                -- by its content
  size integer NOT NULL,
  sha256 bytea NOT NULL,
  uploaded_at timestamptz NOT NULL,
  uploaded_by uuid NOT NULL,
  CONSTRAINT payment_proofs_pkey PRIMARY KEY (id),
  CONSTRAINT payment_proofs_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT payment_proofs_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES users (id),
  CONSTRAINT payment_proofs_once UNIQUE (payment_id, sha256),
  CONSTRAINT payment_proofs_media_type_valid CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
  CONSTRAINT payment_proofs_size_valid CHECK (size BETWEEN 1 AND 5242880),
  CONSTRAINT payment_proofs_sha256_length CHECK (octet_length (sha256) = 32)
);
CREATE INDEX payment_proofs_uploaded_by_idx ON payment_proofs (uploaded_by);
