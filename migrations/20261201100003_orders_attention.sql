-- Why an order wants a look is one of two words; any other would be read as a fault wherever orders are listed.

ALTER TABLE orders ADD CONSTRAINT orders_attention CHECK (attention IN ('amount_mismatch', 'refund_failed')) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_attention;
