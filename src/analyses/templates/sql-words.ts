// Word lists of SQL, all lower case: which words start a statement, which are keywords, which
// functions only ask about the session.

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words that can open a statement; text that opens otherwise is no SQL (JSON, a method name). */
export const STATEMENT_STARTERS = set(`select insert update delete merge with replace upsert values
  table call exec execute begin start commit rollback savepoint release set show use pragma
  deallocate discard declare fetch close open move create alter drop truncate explain describe desc
  analyze vacuum lock unlock copy grant revoke prepare do if end abort listen notify unlisten
  refresh comment load rename reindex attach detach checkpoint kill optimize batch apply handler
  flush reset import export unload checkpoint cluster reassign security xa`);

/** Statements that change data or structure. */
export const WRITE_VERBS = set(
  'insert update delete merge replace upsert truncate create alter drop rename load copy',
);

/** Verbs that change rows, wherever a statement starts inside a text or a function body. */
export const ROW_VERBS = set('insert update delete merge replace upsert truncate');

/** Statements about the session or the transaction: never counted as calls. */
export const SESSION_VERBS = set(`begin start commit rollback savepoint release set show use pragma
  deallocate discard reset abort end xa`);

/** Words after which a sign is unary and a parenthesis stands apart. */
export const KEYWORDS = set(`select from where and or not in is null like ilike between exists join
  inner left right full outer cross lateral on using group by order having limit offset fetch first
  next rows row only union all distinct except intersect as case when then else end insert into
  values update set delete merge with recursive returning for no key share of nowait skip locked asc
  desc nulls last top default conflict do nothing duplicate over partition window filter
  within call exec execute table create alter drop if replace upsert matched escape collate interval
  return begin declare percent ties natural straight_join rlike regexp similar to`);

/** Functions that ask about the session only; a SELECT of nothing else is no query of data. */
export const SESSION_FUNCTIONS = set(`set_config version current_database current_schema
  current_schemas current_user session_user system_user user database schema connection_id
  pg_backend_pid pg_is_in_recovery current_setting now current_timestamp current_date current_time
  localtime localtimestamp sysdate getdate sysdatetime getutcdate utc_timestamp last_insert_id
  scope_identity found_rows row_count last_insert_rowid changes txid_current pg_current_xact_id
  pg_export_snapshot inet_server_addr inet_server_port sqlite_version db_name suser_name
  current_catalog current_role ping isnull cast convert serverproperty dual text int integer varchar
  regclass name bool boolean schema_name pg_catalog`);

/** Tables of one row that products want where others leave FROM out. */
export const DUMMY_TABLES = set('dual sys.dual sysibm.sysdummy1 rdb$database');

/** Functions that give another value each time. */
export const VOLATILE_FUNCTIONS =
  set(`nextval random rand uuid gen_random_uuid newid newsequentialid
  uuid_short random_uuid gen_id pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock
  pg_try_advisory_xact_lock get_lock release_lock uuid_generate_v1 uuid_generate_v4 uuid_generate_v7 uuidv4 uuidv7 sys_guid generate_uuid
  clock_timestamp`);
