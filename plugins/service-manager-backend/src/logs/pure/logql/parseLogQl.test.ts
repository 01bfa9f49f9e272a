import { ServiceManagerError } from '../../../errors';
import { parseLogQl } from './parseLogQl';

function line(text: string, more: { labels?: any; metadata?: any } = {}) {
  return {
    text,
    labels: { container: 'web', stream: 'stdout', ...more.labels },
    metadata: { trace_id: 'abc', ...more.metadata },
  };
}

function refusal(query: string): ServiceManagerError {
  try {
    parseLogQl(query);
  } catch (error) {
    expect(error).toBeInstanceOf(ServiceManagerError);
    return error as ServiceManagerError;
  }
  throw new Error(`It was taken: ${query}`);
}

describe("LogQL of a person's own", () => {
  it.each<[string, ReturnType<typeof line>, boolean]>([
    ['{container="web"}', line('x'), true],
    ['{container="db"}', line('x'), false],
    ['{container=~"w.*"}', line('x'), true],
    ['{container=~"w"}', line('x'), false],
    ['{container!~"d.*", stream!="stderr"}', line('x'), true],
    ['{absent=""}', line('x'), true],
    ['({container="web"})', line('x'), true],
    ['{container="web"} # why', line('x'), true],
    ['{container="web"} |= "a.b"', line('a.b'), true],
    ['{container="web"} |= "a.b"', line('axb'), false],
    ['{container="web"} |= "A"', line('a'), false],
    ['{container="web"} |= "x" or "y"', line('y'), true],
    ['{container="web"} != "x" or "y"', line('y'), false],
    ['{container="web"} != "x" or "y"', line('z'), true],
    ['{container="web"} |~ "(?i)FAIL(ed)?$"', line('it failed'), true],
    ['{container="web"} !~ "^it"', line('it failed'), false],
    ['{container="web"} |= `a\\n`', line('a\\n'), true],
    ['{container="web"} |= "a\\tb\\u00e9"', line('a\tbé'), true],
    ['{container="web"} |= "a" |= "b" != "c"', line('ab'), true],
    ['{container="web"} | trace_id="abc"', line('x'), true],
    ['{container="web"} | json | status >= 500', line('{"status":503}'), true],
    ['{container="web"} | json | status < 500', line('{"status":503}'), false],
    ['{container="web"} | json | a_b="1"', line('{"a":{"b":1}}'), true],
    [
      '{container="web"} | json | stream_extracted="s"',
      line('{"stream":"s"}'),
      true,
    ],
    ['{container="web"} | logfmt | a="1" and b=~"2|3"', line('a=1 b=3'), true],
    ['{container="web"} | logfmt | a="2" or b="3"', line('a=1 b=3'), true],
    ['{container="web"} | logfmt | a="2", b="3"', line('a=1 b=3'), false],
    ['{container="web"} | status >= 500', line('{"status":503}'), false],
    ['{container="web"} | json | status > 1', line('{"status":"x"}'), false],
  ])('%s', (query, one, expected) => {
    expect(parseLogQl(query).matches(one)).toBe(expected);
  });

  it('masks structured metadata before a condition sees it', () => {
    const one = line('x', { metadata: { url: 'https://me:hunter2@db/' } });
    const matches = (query: string) => parseLogQl(query).matches(one);
    expect(matches('{container="web"} | url=~".*hunter2.*"')).toBe(false);
    expect(matches('{container="web"} | url="https://me:***@db/"')).toBe(true);
  });

  it('says whether Loki can count by itself', () => {
    expect(parseLogQl('{a="b"}').selectorOnly).toBe(true);
    expect(parseLogQl('{a="b"} |= "x"').selectorOnly).toBe(false);
  });

  it.each([
    // What rewrites lines could take a secret apart, so that nothing masks it.
    ['{a="b"} | line_format "{{.password}}"', /rewrites.*position 11/],
    [
      '{a="b"} | line_format `{{ regexReplaceAll "(.)" __line__ "$1 " }}`',
      /rewrites/,
    ],
    ['{a="b"} | label_format x=password', /rewrites/],
    ['{a="b"} | decolorize', /rewrites/],
    ['{a="b"} | pattern "<_>password=<p>"', /rewrites/],
    ['{a="b"} | regexp "password=(?P<p>.)"', /rewrites/],
    ['{a="b"} | unpack', /rewrites/],
    ['{a="b"} | json p="password"', /json alone/],
    ['{a="b"} | logfmt p="password"', /logfmt alone/],
    ['{a="b"} | drop x', /drops labels/],
    ['{a="b"} | keep x', /keeps labels/],
    ['{a="b"} |> "<_>x"', /looks for patterns/],
    ['{a="b"} !> "<_>x"', /looks for patterns/],
    ['{a="b"} |= ip("10.0.0.0/8")', /compares addresses/],
    ['{a="b"} | addr=ip("10.0.0.1")', /compares addresses/],
    ['{a="b"} | d > 10s', /durations or bytes/],
    // Other selectors, and numbers.
    ['rate({a="b"}[1m])', /asks for numbers/],
    ['sum(count_over_time({a="b"}[1m]))', /asks for numbers/],
    ['{a="b"} or {namespace="other"}', /asks for numbers/],
    ['{a="b"} and {namespace="other"}', /asks for numbers/],
    ['{a="b"} unless {namespace="other"}', /asks for numbers/],
    ['absent_over_time({namespace="other"}[1m])', /asks for numbers/],
    ['vector(1)', /asks for numbers/],
    [
      'label_replace(rate({a="b"}[1m]),"x","$1","y","(.*)")',
      /asks for numbers/,
    ],
    // What is not understood as a whole.
    ['{a="b"}{namespace="other"}', /cannot be understood at position/],
    ['{a="b"}, {namespace="other"}', /cannot be understood/],
    ['{a="b"}; {namespace="other"}', /cannot be understood/],
    ['{a="b"} {namespace="other"}', /cannot be understood/],
    ['{a="b"} |= "x" } {namespace="other"', /cannot be understood/],
    ['{a="b"', /cannot be understood/],
    ['{}', /cannot be understood at position 2/],
    ['{a="b",}', /cannot be understood/],
    ['{a="b\n"}', /cannot be understood|not escaped/],
    ['{a=b}', /cannot be understood/],
    ["{a='b'}", /cannot be understood/],
    ['{"a"="b"}', /cannot be understood/],
    ['{a-b="c"}', /cannot be understood/],
    ['{a="b"} |= "x', /cannot be understood/],
    ['{a="b"} |= `x', /cannot be understood/],
    ['{a="b"} |=', /cannot be understood/],
    ['{a="b"} |', /cannot be understood/],
    ['', /cannot be understood|asks for numbers/],
    ['# only a comment', /cannot be understood|asks for numbers/],
    ['{a="b"} \u0000', /position 9: \\u0000/],
    ['{a="b"} \u202e|= "x"', /position 9: \\u202e/],
    // Texts that Go would not take, or reads as something else.
    ['{a="\\q"}', /not escaped/],
    ['{a="\\ud800"}', /not escaped/],
    ['{a="\\377"}', /not escaped/],
    ['{a="\\xff"}', /not escaped/],
    ['{a=~"("}', /not an RE2 expression/],
    ['{a="b"} |~ "(?=x)"', /not an RE2 expression/],
    ['{a="b"} |~ "(a)\\\\1"', /not an RE2 expression/],
    [`{a="b"} | ${'('.repeat(60)}x="1"${')'.repeat(60)}`, /nested too deeply/],
  ])('refuses %j', (query, words) => {
    const error = refusal(query);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/position \d+/);
    expect(error).toMatchObject({ status: 400, field: 'query.logql' });
    expect(error.nextStep).toBeTruthy();
  });
});
