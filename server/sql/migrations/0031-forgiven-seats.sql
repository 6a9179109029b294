-- Of a series that is paid by the month the office may forgive a seat before it is paid: it is never charged then. It is refunded
-- without having been paid.
ALTER TABLE seats DROP CONSTRAINT seats_refunded_when_paid;
DROP INDEX seats_unpaid_idx;
CREATE INDEX seats_unpaid_idx ON seats (student_id, lower (during)) WHERE active AND NOT paid AND NOT refunded;
