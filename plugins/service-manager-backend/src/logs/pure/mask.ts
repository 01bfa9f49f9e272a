const HIDDEN = '***';

/** Tokens that tell by their shape what they are. */
const TOKENS = [
  '(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)[A-Z0-9]{16}',
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{22,255}',
  'gl(?:pat|rt|dt|ptt|cbt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{20,255}',
  'gl(?:sa|c)_[A-Za-z0-9+/=_-]{32,400}',
  'xox[abeprs]-[A-Za-z0-9-]{10,255}',
  'xapp-\\d-[A-Za-z0-9-]{10,255}',
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}',
  'whsec_[A-Za-z0-9+/=]{16,255}',
  'sk-[A-Za-z0-9_-]{20,255}',
  'AIza[A-Za-z0-9_-]{35}',
  'GOCSPX-[A-Za-z0-9_-]{20,80}',
  'ya29\\.[A-Za-z0-9_-]{20,400}',
  '1//0[A-Za-z0-9_-]{30,200}',
  'eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{8,16000}(?:\\.[A-Za-z0-9_-]{0,8000}){0,3}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,400}',
  'rubygems_[a-f0-9]{48}',
  'SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,64}',
  'SK[a-f0-9]{32}',
  'key-[a-f0-9]{32}',
  'do[opr]_v1_[a-f0-9]{64}',
  'HRKU-[A-Za-z0-9_-]{36,80}',
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
  'hv[sbr]\\.[A-Za-z0-9_-]{20,300}',
  '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{40,100}',
  'dapi[a-f0-9]{32}(?:-\\d)?',
  '\\d{8,10}:AA[A-Za-z0-9_-]{33}',
  'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}',
  'lin_api_[A-Za-z0-9]{32,80}',
  'ntn_[A-Za-z0-9]{40,60}',
  'secret_[A-Za-z0-9]{43}',
  'figd_[A-Za-z0-9_-]{36,80}',
  'NRAK-[A-Z0-9]{27}',
  'ATATT3[A-Za-z0-9_=-]{40,400}',
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,80}',
  'sbp_[a-f0-9]{40}',
  'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9_.-]{30,80}',
  'AGE-SECRET-KEY-1[0-9A-Z]{58}',
  'sntry[su]_[A-Za-z0-9+/=_-]{40,400}',
  'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,60}',
  'EAAA[A-Za-z0-9_-]{56,80}',
  'pul-[a-f0-9]{40}',
  'tskey-[a-z]{2,10}-[A-Za-z0-9-]{16,80}',
  'PRIVATE-TOKEN-[A-Za-z0-9_-]{16,80}',
];

const TOKEN = new RegExp(`(?<![A-Za-z0-9_])(?:${TOKENS.join('|')})`, 'g');

/** `https://hooks.slack.com/services/T0/B0/x` and its like: the path is a key. */
const WEBHOOK =
  /((?:hooks\.slack\.com\/(?:services|workflows)|discord(?:app)?\.com\/api\/webhooks|[a-z0-9-]{1,60}\.webhook\.office\.com\/webhookb2)\/)[^\s"'<>]{1,400}/g;

/** `scheme://user:password@host`; the user stays. */
const URL_PASSWORD =
  /([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,200}:)[^\s/"']{1,500}(?=@[^\s@/"']{1,255})/gi;

const HEADER =
  /\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s{1,3})?)(?!bearer|basic|token|digest|negotiate|apikey)[^\s"',;]{4,8000}/gi;
const SCHEME = /\b((?:bearer|basic)\s{1,3})[A-Za-z0-9+/_.=~-]{12,8000}/gi;
const COOKIE =
  /\b((?:set-)?cookie["']?\s{0,3}[:=]\s{0,3}["']?)[^\r\n"']{4,8000}/gi;

/** A name that says that a secret follows. No open-ended word before it. */
const NAMED =
  /((?:passw(?:or)?d|passwd|passphrase|(?<![a-z])pwd|(?<![a-z])pass|secret|(?<![a-z])token|(?:access|auth|refresh|bearer|session|id|csrf|api|bot)[_-]?token|api[_-]?key|apikey|access[_-]?key|account[_-]?key|shared[_-]?access[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|client[_-]?secret|credentials?|connection[_-]?string|x-amz-(?:signature|security-token|credential)|(?<=[?&])(?:sig|signature|key|code))(?:[_-]?(?:access[_-]?)?(?:key|id|value|base64|hash))?(?:\\?["'])?\s{0,3}(?:=>|[:=])\s{0,3})(\\?"(?:[^"\\]|\\[^"]){0,8000}\\?"|'[^']{0,8000}'|[^\s,;&}"'\\]{1,8000})/gi;

/** What cannot be a secret: numbers that count, and values that say nothing. */
const HARMLESS =
  /^(?:true|false|null|nil|none|undefined|\d{1,7}|\*+|\[?redacted\]?|<[a-z]+>)$/i;

const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /-----END (?:[A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----/;
/** A key longer than this many lines has lost its end. */
const KEY_LINES = 200;
/** A line of a key that was opened in its middle: base64, 64 or 76 wide. */
const KEY_BODY =
  /^\s*(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*[0-9+/])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70}|[A-Za-z0-9+/]{76})=?=?\s*$/;
/** What stands for a line of a private key. */
export const KEY_HIDDEN = '*** (private key)';

/**
 * Hides secrets in the lines of one stream, before anything else looks at
 * them. It remembers whether a private key is open, which has many lines.
 */
export function createMasker(): (text: string) => string {
  let left = 0;
  return text => {
    if (left > 0) {
      const end = KEY_END.exec(text);
      if (!end) {
        left--;
        return KEY_HIDDEN;
      }
      left = 0;
      return `${KEY_HIDDEN}${maskLine(text.slice(end.index + end[0].length))}`;
    }
    const begin = KEY_BEGIN.exec(text);
    if (begin) {
      const after = text.slice(begin.index);
      const end = KEY_END.exec(after);
      if (!end) left = KEY_LINES;
      const rest = end ? after.slice(end.index + end[0].length) : '';
      return `${maskLine(text.slice(0, begin.index))}${KEY_HIDDEN}${maskLine(
        rest,
      )}`;
    }
    return KEY_BODY.test(text) ? KEY_HIDDEN : maskLine(text);
  };
}

/** Whether a line holds the begin or the end of a private key. */
export function keyEdge(text: string): 'begin' | 'end' | 'both' | undefined {
  const begin = KEY_BEGIN.test(text);
  const end = KEY_END.test(text);
  if (begin && end) return 'both';
  if (begin) return 'begin';
  return end ? 'end' : undefined;
}

/** Could be a line of a private key, where one is near. */
export function maybeKeyBody(text: string): boolean {
  return text.length <= 120 && /^\s*[A-Za-z0-9+/]+={0,2}\s*$/.test(text);
}

/** Hides the secrets within one line. */
export function maskLine(text: string): string {
  if (text.length < 8) return text;
  let masked = text;
  if (masked.includes('://')) {
    masked = masked
      .replace(WEBHOOK, `$1${HIDDEN}`)
      .replace(URL_PASSWORD, `$1${HIDDEN}`);
  }
  return masked
    .replace(TOKEN, HIDDEN)
    .replace(HEADER, `$1${HIDDEN}`)
    .replace(SCHEME, `$1${HIDDEN}`)
    .replace(COOKIE, `$1${HIDDEN}`)
    .replace(NAMED, (whole, name: string, value: string) => {
      const quote = /^\\?["']/.exec(value)?.[0] ?? '';
      const bare = quote
        ? value.slice(quote.length, value.length - quote.length)
        : value;
      if (!bare || HARMLESS.test(bare)) return whole;
      return `${name}${quote}${HIDDEN}${quote}`;
    });
}
