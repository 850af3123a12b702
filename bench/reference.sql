-- The limit: what PostgreSQL can do by itself. One call is one durable, idempotent deduction
-- without overdraft, from the grant that expires first, with a row for the use and one for each
-- grant that paid. pgbench calls these functions without anything in between.
-- Variable of psql: customers, how many.
\set ON_ERROR_STOP on
CREATE SCHEMA reference;
SET search_path = reference;

CREATE TABLE customer (
  id bigint PRIMARY KEY,
  balance bigint NOT NULL CHECK (balance >= 0),
  debt bigint NOT NULL DEFAULT 0 CHECK (debt >= 0)
);

CREATE TABLE token_grant (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  remaining bigint NOT NULL CHECK (remaining >= 0),
  expires_at timestamptz
);
CREATE INDEX ON token_grant (customer_id, expires_at);

CREATE TABLE usage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  idempotency_key text NOT NULL,
  model text NOT NULL,
  input_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  cost bigint NOT NULL CHECK (cost >= 0),
  balance_after bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (customer_id, idempotency_key)
);

CREATE TABLE ledger (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL,
  usage_id bigint NOT NULL,
  grant_id bigint,
  change bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE hold (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  idempotency_key text NOT NULL,
  model text NOT NULL,
  tokens bigint NOT NULL,
  usage_id bigint,
  expires_at timestamptz NOT NULL,
  UNIQUE (customer_id, idempotency_key)
);

CREATE TABLE hold_part (
  hold_id bigint NOT NULL REFERENCES hold,
  grant_id bigint NOT NULL,
  tokens bigint NOT NULL,
  PRIMARY KEY (hold_id, grant_id)
);

-- It sets no search path, so that it can be inlined.
CREATE FUNCTION balance(buyer bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(remaining), 0)::bigint FROM reference.token_grant
  WHERE customer_id = buyer AND remaining > 0 AND (expires_at IS NULL OR expires_at > now())
$$;

-- Takes at most `wanted` tokens out of the grants and returns how many. The customer is locked.
-- The search path is that of its callers: setting one costs time at every call.
CREATE FUNCTION burn(buyer bigint, wanted bigint, for_usage bigint, for_hold bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  missing bigint := wanted;
  part bigint;
  source record;
BEGIN
  FOR source IN
    SELECT id, remaining FROM token_grant
    WHERE customer_id = buyer AND remaining > 0 AND (expires_at IS NULL OR expires_at > now())
    ORDER BY expires_at NULLS LAST, id
  LOOP
    EXIT WHEN missing = 0;
    part := least(source.remaining, missing);
    UPDATE token_grant SET remaining = remaining - part WHERE id = source.id;
    IF for_hold IS NULL THEN
      INSERT INTO ledger (customer_id, usage_id, grant_id, change)
      VALUES (buyer, for_usage, source.id, -part);
    ELSE
      INSERT INTO hold_part VALUES (for_hold, source.id, part);
    END IF;
    missing := missing - part;
  END LOOP;
  RETURN wanted - missing;
END $$;

-- Returns the balance after the use; for a known key, the balance of the first call.
CREATE FUNCTION record_usage(buyer bigint, key text, model text, input integer, output integer)
RETURNS bigint LANGUAGE plpgsql SET search_path = reference AS $$
DECLARE
  price bigint := 5 * (input + output);
  available bigint;
  number bigint;
BEGIN
  PERFORM 1 FROM customer WHERE id = buyer FOR NO KEY UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'unknown customer %', buyer; END IF;
  SELECT balance_after INTO available FROM usage
  WHERE customer_id = buyer AND idempotency_key = key;
  IF FOUND THEN RETURN available; END IF;
  SELECT coalesce(sum(remaining), 0) INTO available FROM token_grant
  WHERE customer_id = buyer AND remaining > 0 AND (expires_at IS NULL OR expires_at > now());
  IF available < price THEN RAISE EXCEPTION 'insufficient tokens: %', available; END IF;
  INSERT INTO usage (customer_id, idempotency_key, model, input_tokens, output_tokens, cost, balance_after)
  VALUES (buyer, key, model, input, output, price, available - price) RETURNING id INTO number;
  PERFORM burn(buyer, price, number, NULL);
  UPDATE customer SET balance = available - price WHERE id = buyer;
  RETURN available - price;
END $$;

-- Returns the hold's id; for a known key, the id of the first call.
CREATE FUNCTION place_hold(buyer bigint, key text, model text, input integer, most integer)
RETURNS bigint LANGUAGE plpgsql SET search_path = reference AS $$
DECLARE
  price bigint := 5 * (input + most);
  available bigint;
  number bigint;
BEGIN
  PERFORM 1 FROM customer WHERE id = buyer FOR NO KEY UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'unknown customer %', buyer; END IF;
  SELECT id INTO number FROM hold WHERE customer_id = buyer AND idempotency_key = key;
  IF FOUND THEN RETURN number; END IF;
  SELECT coalesce(sum(remaining), 0) INTO available FROM token_grant
  WHERE customer_id = buyer AND remaining > 0 AND (expires_at IS NULL OR expires_at > now());
  IF available < price THEN RAISE EXCEPTION 'insufficient tokens: %', available; END IF;
  INSERT INTO hold (customer_id, idempotency_key, model, tokens, expires_at)
  VALUES (buyer, key, model, price, now() + interval '10 minutes') RETURNING id INTO number;
  PERFORM burn(buyer, price, NULL, number);
  UPDATE customer SET balance = available - price WHERE id = buyer;
  RETURN number;
END $$;

-- Returns the balance after it. The hold's tokens pay first, then the balance; the rest is debt.
-- Tokens that are left return to their grants. If it is settled already, returns the first result.
CREATE FUNCTION settle_hold(settled bigint, input integer, output integer)
RETURNS bigint LANGUAGE plpgsql SET search_path = reference AS $$
DECLARE
  price bigint := 5 * (input + output);
  missing bigint := price;
  paid bigint;
  held hold;
  part hold_part;
  number bigint;
  available bigint;
BEGIN
  PERFORM 1 FROM customer WHERE id = (SELECT customer_id FROM hold WHERE id = settled)
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'unknown hold %', settled; END IF;
  SELECT * INTO held FROM hold WHERE id = settled;
  IF held.usage_id IS NOT NULL THEN
    RETURN (SELECT balance_after FROM usage WHERE id = held.usage_id);
  END IF;
  number := nextval(pg_get_serial_sequence('usage', 'id'));
  FOR part IN
    SELECT p.* FROM hold_part p JOIN token_grant g ON g.id = p.grant_id
    WHERE p.hold_id = settled ORDER BY g.expires_at NULLS LAST, g.id
  LOOP
    paid := least(part.tokens, missing);
    missing := missing - paid;
    IF paid > 0 THEN
      INSERT INTO ledger (customer_id, usage_id, grant_id, change)
      VALUES (held.customer_id, number, part.grant_id, -paid);
    END IF;
    IF paid < part.tokens THEN
      UPDATE token_grant SET remaining = remaining + part.tokens - paid WHERE id = part.grant_id;
    END IF;
  END LOOP;
  IF missing > 0 THEN
    missing := missing - burn(held.customer_id, missing, number, NULL);
  END IF;
  SELECT coalesce(sum(remaining), 0) INTO available FROM token_grant
  WHERE customer_id = held.customer_id AND remaining > 0
    AND (expires_at IS NULL OR expires_at > now());
  INSERT INTO usage OVERRIDING SYSTEM VALUE
  VALUES (number, held.customer_id, 'hold ' || settled, held.model, input, output, price, available);
  UPDATE hold SET usage_id = number WHERE id = settled;
  UPDATE customer SET balance = available, debt = debt + missing WHERE id = held.customer_id;
  RETURN available;
END $$;

INSERT INTO customer SELECT n, 2000000000000 FROM generate_series(1, :customers) n;
INSERT INTO token_grant (customer_id, remaining, expires_at)
SELECT n, 1000, now() - interval '1 day' FROM generate_series(1, :customers) n
UNION ALL SELECT n, 1000000000000, now() + interval '30 days' FROM generate_series(1, :customers) n
UNION ALL SELECT n, 1000000000000, NULL FROM generate_series(1, :customers) n;
VACUUM ANALYZE;
