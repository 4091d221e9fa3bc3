-- A step changes a row of its conversation that is in no index. Where its page has room the new version stays there and no
-- index is touched (HOT); in a table that was filled to the brim every step writes a second page and both indexes.
ALTER TABLE conversations SET (fillfactor = 80);
