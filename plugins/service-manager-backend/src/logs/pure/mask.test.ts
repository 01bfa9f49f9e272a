import { createMasker, maskLine } from './mask';

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]) => parts.join('');
const chars = (count: number) => 'aB3dE5gH7'.repeat(30).slice(0, count);
const hex = (count: number) => 'a1b2c3d4e5f60789'.repeat(8).slice(0, count);
const jwt = join(
  'eyJ',
  'hbGciOiJIUzI1NiJ9',
  '.eyJ',
  'zdWIiOiIxMjM0In0',
  '.',
  chars(43),
);

/** What the line is, and what of it must not be seen. */
const secrets: Array<[shape: string, secret: string, line?: string]> = [
  ['an AWS access key', join('AKIA', 'IOSFODNN7EXAMPLE')],
  ['a temporary AWS key', join('ASIA', 'IOSFODNN7EXAMPLE')],
  ['an AWS secret key', chars(40), `aws_secret_access_key = ${chars(40)}`],
  ['an AWS session token', chars(90), `AWS_SESSION_TOKEN=${chars(90)}`],
  ['a signed URL of S3', hex(64), `GET /a?X-Amz-Signature=${hex(64)}&x=1`],
  ['a GitHub token', join('ghp_', chars(36))],
  ['a GitHub server token', join('ghs_', chars(36))],
  ['a fine-grained GitHub token', join('github_pat_', chars(60))],
  ['a GitLab token', join('glpat-', chars(20))],
  ['a Grafana service account', join('glsa_', chars(32), '_', hex(8))],
  ['a Slack bot token', join('xoxb-', '123456789012-', chars(24))],
  [
    'a Slack webhook',
    chars(24),
    `POST https://hooks.slack.com/services/T000/B000/${chars(24)}`,
  ],
  [
    'a Discord webhook',
    chars(60),
    `https://discord.com/api/webhooks/1234/${chars(60)}`,
  ],
  ['a Stripe key', join('sk_', 'live_', chars(24))],
  ['a Stripe webhook secret', join('whsec_', chars(32))],
  ['a key that begins with sk-', join('sk-', chars(48))],
  ['a Google API key', join('AIza', chars(35))],
  ['a Google client secret', join('GOCSPX-', chars(28))],
  ['a Google access token', join('ya29.', chars(60))],
  [
    'an Azure account key',
    chars(86),
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${chars(
      86,
    )}==;EndpointSuffix=core`,
  ],
  [
    'an Azure SAS signature',
    chars(43),
    `https://a.blob.core.windows.net/c?sv=2020&sig=${chars(43)}%3D`,
  ],
  [
    'a shared access key',
    chars(43),
    `Endpoint=sb://a/;SharedAccessKeyName=r;SharedAccessKey=${chars(43)}=`,
  ],
  ['a JWT', jwt],
  ['an npm token', join('npm_', chars(36))],
  ['a PyPI token', join('pypi-', chars(80))],
  ['a SendGrid key', join('SG.', chars(22), '.', chars(43))],
  ['a Twilio key', join('SK', hex(32))],
  ['a Mailgun key', join('key-', hex(32))],
  ['a DigitalOcean token', join('dop_v1_', hex(64))],
  ['a Shopify token', join('shpat_', hex(32))],
  ['a Vault token', join('hvs.', chars(24))],
  ['a Terraform token', join(chars(14), '.atlasv1.', chars(60))],
  ['a Databricks token', join('dapi', hex(32))],
  ['a Telegram bot token', join('123456789:AA', chars(33))],
  ['a Docker Hub token', join('dckr_pat_', chars(27))],
  ['a New Relic key', join('NRAK-', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0')],
  ['a Sentry token', join('sntrys_', chars(60))],
  ['a Pulumi token', join('pul-', hex(40))],
  ['an age key', join('AGE-SECRET-KEY-1', 'Q'.repeat(58))],
  [
    'basic auth in a URL',
    'p4ssw0rd!',
    'GET https://ada:p4ssw0rd!@example.com/x',
  ],
  [
    'a Postgres URL',
    's3cr3t',
    'postgresql://app:s3cr3t@db:5432/shop?sslmode=off',
  ],
  [
    'a MongoDB URL',
    's3cr3t',
    'mongodb+srv://app:s3cr3t@cluster0.example.net/x',
  ],
  ['a Redis URL without a user', 's3cr3t', 'redis://:s3cr3t@cache:6379/0'],
  ['an AMQP URL', 's3cr3t', 'amqp://guest:s3cr3t@mq:5672'],
  [
    'an ADO connection string',
    's3cr3t x',
    "Server=db;Database=a;User Id=sa;Password='s3cr3t x';",
  ],
  ['a JDBC URL', 's3cr3t', 'jdbc:mysql://db/shop?user=app&password=s3cr3t&x=1'],
  ['a bearer header', chars(30), `Authorization: Bearer ${chars(30)}`],
  [
    'a basic header',
    'dXNlcjpwYXNzd29yZA==',
    'authorization: Basic dXNlcjpwYXNzd29yZA==',
  ],
  [
    'a bearer in curl',
    chars(30),
    `curl -H 'Authorization: Bearer ${chars(30)}' x`,
  ],
  ['a cookie', chars(30), `Cookie: session=${chars(30)}; theme=dark`],
  ['a set cookie', chars(30), `Set-Cookie: sid=${chars(30)}; HttpOnly`],
  ['a password in JSON', 'hunter2', '{"user":"ada","password":"hunter2"}'],
  [
    'a password in quoted JSON',
    'hunter2',
    '{"body":"{\\"password\\":\\"hunter2\\"}"}',
  ],
  ['a password in logfmt', 'hunter2', 'level=info user=ada password=hunter2'],
  ['a password of several words', 'two words', 'password="two words" x=1'],
  ['a client secret', 'hunter2', '"client_secret": "hunter2"'],
  ['an API key', 'hunter2abc', 'api-key: hunter2abc'],
  ['a refresh token', 'hunter2abc', 'refreshToken=hunter2abc'],
  ['a DB_PASSWORD', 'hunter2', 'DB_PASSWORD=hunter2'],
  ['a passphrase', 'hunter2', 'passphrase = hunter2'],
];

describe('masking', () => {
  it('knows at least 40 shapes', () => {
    expect(secrets.length).toBeGreaterThanOrEqual(40);
  });

  it.each(secrets)('hides %s', (_, secret, line = `got ${secret} there`) => {
    expect(line).toContain(secret);
    const masked = maskLine(line);
    expect(masked).not.toContain(secret);
    // Nor the greater part of it.
    const most = secret.length > 16 ? secret.slice(8, -4) : secret;
    expect(masked).not.toContain(most);
    expect(masked).toContain('***');
  });

  it('keeps what is around a secret', () => {
    expect(maskLine('user=ada password=hunter2 status=500')).toBe(
      'user=ada password=*** status=500',
    );
    expect(maskLine('postgresql://app:s3cr3t@db:5432/shop')).toBe(
      'postgresql://app:***@db:5432/shop',
    );
  });

  it.each([
    'level=info msg="request" path=/api/v1/items status=200 duration_ms=12',
    'tokens=512 max_tokens=4096 password=null secret: false',
    '2026-03-01T12:00:00Z [main] ERROR com.example.Main - it failed',
    'GET https://example.com:8443/a/b?page=2&limit=50 200',
    'commit 0123456789abcdef0123456789abcdef01234567',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7',
    'pod web-5d8c7f6b9-abcde is ready',
    'the token was refreshed',
  ])('leaves %s alone', line => {
    expect(maskLine(line)).toBe(line);
  });

  it.each(['RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', ''])(
    'hides a %sprivate key over several lines, each of them',
    kind => {
      const mask = createMasker();
      const shown = [
        'before',
        `key: -----BEGIN ${kind}PRIVATE KEY-----`,
        chars(64),
        chars(20),
        `-----END ${kind}PRIVATE KEY----- after`,
        'behind',
      ].map(mask);
      expect(shown[0]).toBe('before');
      expect(shown[1]).toBe('key: *** (private key)');
      expect(shown.slice(2, 4)).toEqual([
        '*** (private key)',
        '*** (private key)',
      ]);
      expect(shown[4]).toBe('*** (private key) after');
      expect(shown[5]).toBe('behind');
    },
  );

  it('hides a private key in one record', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${chars(
      64,
    )}\n-----END PRIVATE KEY-----`;
    expect(createMasker()(`{"a":"${key}"} x`)).toBe(
      '{"a":"*** (private key)"} x',
    );
  });

  it('hides the body of a key that is read from its middle', () => {
    expect(createMasker()(chars(64))).toBe('*** (private key)');
  });

  it('goes on after a key whose end never came', () => {
    const mask = createMasker();
    mask('-----BEGIN PRIVATE KEY-----');
    for (let i = 0; i < 200; i++) mask('x');
    expect(mask('a line')).toBe('a line');
  });

  it.each([
    'a'.repeat(65_536),
    'token'.repeat(13_000),
    'password='.repeat(7_000),
    'http://'.repeat(9_000),
    'http://a:'.repeat(7_000),
    'eyJ'.repeat(21_000),
    `"${'\\"'.repeat(30_000)}`,
    '- '.repeat(32_000),
    'authorization: '.repeat(4_000),
    '1//0'.repeat(16_000),
  ])('takes no long time for a long line: %.12s...', line => {
    const begin = performance.now();
    maskLine(line);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
