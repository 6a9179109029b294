-- A student's history is as fast to read with ten thousand rows as with a hundred: what is asked for is at the head of an index.

CREATE INDEX credit_lots_left_idx ON credit_lots (student_id, expires_at) WHERE remaining > 0;
CREATE INDEX credit_transactions_used_idx ON credit_transactions (student_id, seq DESC) WHERE type IN ('USAGE', 'REFUND');
