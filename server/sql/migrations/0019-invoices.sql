-- What was sold to whom, as it was when it was paid: the record behind each receipt, with room for the electronic invoice that Tunisia
-- asks for (TEIF, sent to the TTN platform). Written once, in the settlement's transaction; only what the platform answers is added.

CREATE TABLE invoices (
  id uuid NOT NULL,
  kind text NOT NULL,
  year smallint NOT NULL,
  number integer NOT NULL,                 -- of an invoice: its receipt's; of a credit note: of its own series
  receipt_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  credited_id uuid,                        -- the invoice that a credit note takes back
  issued_at timestamptz NOT NULL,
  issued_on date NOT NULL,                 -- that day in Tunis
  seller jsonb NOT NULL,                   -- name, address, taxNumber, phone, email
  buyer jsonb NOT NULL,                    -- name, email, phone
  pupil text NOT NULL,
  lines jsonb NOT NULL,                    -- [{title, type, itemKey, amount, credits, validUntil, validMonths, periodStart, periodEnd,
                                           --   ariaSubjects}]
  currency char(3) NOT NULL,
  net_amount bigint NOT NULL,              -- minor units; prices of the catalogue include every tax
  tax_rate integer NOT NULL,               -- hundredths of a per cent
  tax_amount bigint NOT NULL,
  stamp_duty bigint NOT NULL,
  total bigint NOT NULL,                   -- due
  received bigint NOT NULL,                -- what came
  method text NOT NULL,
  reference text,
  paid_on date NOT NULL,
  reason text,
  teif_status text,                        -- NULL: not sent
  teif_reference text,                     -- the platform's own number
  teif_at timestamptz,
  teif_detail jsonb,                       -- seal, faults: as the platform gave them
  CONSTRAINT invoices_pkey PRIMARY KEY (id),
  CONSTRAINT invoices_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES receipts (id),
  CONSTRAINT invoices_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT invoices_credited_id_fkey FOREIGN KEY (credited_id) REFERENCES invoices (id),
  CONSTRAINT invoices_number_once UNIQUE (kind, year, number),
  CONSTRAINT invoices_receipt_once UNIQUE (receipt_id, kind),
  CONSTRAINT invoices_payment_once UNIQUE (payment_id, kind),
  CONSTRAINT invoices_credited_once UNIQUE (credited_id),
  CONSTRAINT invoices_kind_valid CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
  CONSTRAINT invoices_number_positive CHECK (number > 0),
  CONSTRAINT invoices_credit_note_of CHECK ((kind = 'CREDIT_NOTE') = (credited_id IS NOT NULL)),
  CONSTRAINT invoices_amounts_not_negative CHECK (least (net_amount, tax_amount, stamp_duty, total, received) >= 0),
  CONSTRAINT invoices_adds_up CHECK (net_amount + tax_amount + stamp_duty = total),
  CONSTRAINT invoices_tax_rate_valid CHECK (tax_rate BETWEEN 0 AND 10000),
  CONSTRAINT invoices_teif_status_valid CHECK (teif_status IN ('SENT', 'ACCEPTED', 'REJECTED')),
  CONSTRAINT invoices_teif_whole CHECK (teif_status IS NOT NULL OR num_nonnulls (teif_reference, teif_at, teif_detail) = 0)
);

CREATE FUNCTION nx_invoices_guard () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_free text[] := ARRAY['teif_status', 'teif_reference', 'teif_at', 'teif_detail'];
BEGIN
  IF (to_jsonb (OLD) - v_free) IS DISTINCT FROM (to_jsonb (NEW) - v_free) THEN
    RAISE EXCEPTION 'invoice % cannot change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_fixed', TABLE = 'invoices';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER invoices_guard BEFORE UPDATE ON invoices FOR EACH ROW EXECUTE FUNCTION nx_invoices_guard ();
CREATE TRIGGER invoices_kept BEFORE DELETE OR TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();

-- As receipt_counters, for credit notes.
CREATE TABLE credit_note_counters (
  year smallint NOT NULL,
  last_number integer NOT NULL,
  CONSTRAINT credit_note_counters_pkey PRIMARY KEY (year),
  CONSTRAINT credit_note_counters_not_negative CHECK (last_number >= 0)
);

-- Who sells: name, address, taxNumber (matricule fiscal), phone, email, each optional. While nobody has edited the row, the server
-- fills it from its configuration at start. rate: hundredths of a per cent of tax that prices include; stampDuty: minor units in them.
INSERT INTO settings (key, value) VALUES
  ('seller', '{"name": "Nexus Réussite"}'),
  ('invoice_tax', '{"rate": 0, "stampDuty": 0}');

CREATE FUNCTION nx_issue_invoice (p_id uuid, p_receipt uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO invoices (id, kind, year, number, receipt_id, payment_id, issued_at, issued_on, seller, buyer, pupil, lines, currency,
                        net_amount, tax_rate, tax_amount, stamp_duty, total, received, method, reference, paid_on)
  SELECT p_id, 'INVOICE', r.year, r.number, r.id, p.id, r.issued_at, (r.issued_at AT TIME ZONE 'Africa/Tunis')::date,
         coalesce ((SELECT value FROM settings WHERE key = 'seller'), '{}'),
         jsonb_build_object ('name', pu.first_name || ' ' || pu.last_name, 'email', pu.email, 'phone', pa.phone),
         su.first_name || ' ' || su.last_name,
         jsonb_build_array (jsonb_strip_nulls (jsonb_build_object (
           'title', coalesce (pl.title, pk.title, p.item_key), 'type', p.type, 'itemKey', p.item_key, 'amount', p.amount,
           'credits', coalesce (l.granted, nullif (p.credits, 0), b.credits_per_month, 0),
           'validUntil', (l.expires_at AT TIME ZONE 'Africa/Tunis')::date,
           'validMonths', coalesce (pl.validity_months, pk.validity_months),
           'periodStart', (sp.due_at AT TIME ZONE 'Africa/Tunis')::date,
           'periodEnd', (sp.due_at AT TIME ZONE 'Africa/Tunis' + interval '1 month')::date,
           'ariaSubjects', to_jsonb (b.aria_subjects)))),
         p.currency, a.net, t.rate, p.amount - t.stamp - a.net, t.stamp, p.amount, s.amount, s.method,
         coalesce (p.reference, p.provider_ref), coalesce (s.received_on, (s.settled_at AT TIME ZONE 'Africa/Tunis')::date)
    FROM receipts r
    JOIN payments p ON p.id = r.payment_id
    JOIN settlements s ON s.payment_id = p.id
    JOIN parents pa ON pa.id = p.parent_id JOIN users pu ON pu.id = pa.user_id
    JOIN students st ON st.id = p.student_id JOIN users su ON su.id = st.user_id
    LEFT JOIN plans pl ON p.type = 'SUBSCRIPTION' AND pl.name = p.item_key
    LEFT JOIN packs pk ON p.type <> 'SUBSCRIPTION' AND pk.key = p.item_key
    LEFT JOIN credit_lots l ON l.payment_id = p.id
    LEFT JOIN subscriptions b ON b.id = p.subscription_id
    LEFT JOIN LATERAL (SELECT due_at FROM subscription_periods x WHERE x.payment_id = p.id ORDER BY due_at LIMIT 1) sp ON true
    CROSS JOIN LATERAL (
      SELECT coalesce (max ((value ->> 'rate')::integer), 0) AS rate,
             least (coalesce (max ((value ->> 'stampDuty')::bigint), 0), p.amount) AS stamp
        FROM settings WHERE key = 'invoice_tax') t
    CROSS JOIN LATERAL (SELECT round ((p.amount - t.stamp) * 10000.0 / (10000 + t.rate))::bigint AS net) a
   WHERE r.id = p_receipt;
END
$$;

-- The credit note of a refunded payment: the invoice's own words and amounts, taken back. NULL where there is no invoice.
CREATE FUNCTION nx_issue_credit_note (p_id uuid, p_payment uuid, p_reason text, p_now timestamptz, OUT note_year integer,
                                      OUT note_number integer) LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM invoices WHERE payment_id = p_payment AND kind = 'INVOICE') THEN
    RETURN;
  END IF;
  note_year := extract (year FROM p_now AT TIME ZONE 'Africa/Tunis');
  INSERT INTO credit_note_counters AS c (year, last_number) VALUES (note_year, 1)
    ON CONFLICT (year) DO UPDATE SET last_number = c.last_number + 1 RETURNING last_number INTO note_number;
  INSERT INTO invoices (id, kind, year, number, receipt_id, payment_id, credited_id, issued_at, issued_on, seller, buyer, pupil, lines,
                        currency, net_amount, tax_rate, tax_amount, stamp_duty, total, received, method, reference, paid_on, reason)
  SELECT p_id, 'CREDIT_NOTE', note_year, note_number, i.receipt_id, i.payment_id, i.id, p_now,
         (p_now AT TIME ZONE 'Africa/Tunis')::date, i.seller, i.buyer, i.pupil, i.lines, i.currency, i.net_amount, i.tax_rate,
         i.tax_amount, i.stamp_duty, i.total, i.received, i.method, i.reference, (p_now AT TIME ZONE 'Africa/Tunis')::date, p_reason
    FROM invoices i WHERE i.payment_id = p_payment AND i.kind = 'INVOICE';
END
$$;

-- Receipts of before.
SELECT nx_issue_invoice (gen_random_uuid (), id) FROM receipts ORDER BY year, number;
SELECT nx_issue_credit_note (gen_random_uuid (), p.id, NULL, max (e.at))
  FROM payments p JOIN payment_events e ON e.payment_id = p.id WHERE p.status = 'REFUNDED' GROUP BY p.id ORDER BY max (e.at);
