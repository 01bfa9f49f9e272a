import { describeWith } from './describeWith';

// A part that is missing whatever this machine has: the cache is empty and there is no Go.
const before = { ...process.env };
const bodies: string[] = [];
const realDescribe = global.describe;
const realWrite = process.stderr.write;
const titles: string[] = [];
let complaint = '';

function collect(set: NodeJS.ProcessEnv): {
  titles: string[];
  complaint: string;
  ran: boolean;
} {
  titles.length = 0;
  bodies.length = 0;
  complaint = '';
  const fake: any = (title: string, body: () => void) => {
    titles.push(`run: ${title}`);
    if (!set.TESTBED_REQUIRED) {
      body();
    }
  };
  fake.skip = (title: string) => titles.push(`skip: ${title}`);
  Object.assign(process.env, set);
  global.describe = fake;
  process.stderr.write = ((text: string) => {
    complaint += text;
    return true;
  }) as any;
  try {
    describeWith('kubernetes', 'my suite', () => bodies.push('body'));
  } finally {
    global.describe = realDescribe;
    process.stderr.write = realWrite;
    for (const key of Object.keys(set)) {
      if (before[key] === undefined) {
        delete process.env[key];
      } else {
        process.env[key] = before[key];
      }
    }
  }
  return { titles: [...titles], complaint, ran: bodies.length > 0 };
}

describe('describeWith', () => {
  const empty = {
    SERVICE_MANAGER_TESTBED_CACHE: '/nonexistent',
    PATH: '/nonexistent',
  };

  it('skips by name and with the reason when a part is missing', () => {
    const result = collect(empty);
    expect(result.ran).toBe(false);
    expect(result.titles).toHaveLength(1);
    expect(result.titles[0]).toMatch(
      /^skip: my suite \[skipped: kubernetes: kube-apiserver, .*kwok are not built\. .*yarn testbed build kubernetes\]$/,
    );
    expect(result.complaint).toContain('skipped "my suite": kubernetes:');
  });

  it('fails instead when the part is required', () => {
    const result = collect({
      ...empty,
      TESTBED_REQUIRED: 'postgres,kubernetes',
    });
    expect(result).toMatchObject({ titles: ['run: my suite'], ran: false });
  });

  it('runs when an address from the environment replaces the part', () => {
    const result = collect({
      ...empty,
      TESTBED_KUBECONFIG: '/some/kubeconfig',
    });
    expect(result).toMatchObject({
      titles: ['run: my suite'],
      ran: true,
      complaint: '',
    });
  });
});
