import fc from 'fast-check';
import { formatImage, imageVersion, parseImage, resolveImage } from './image';

const hex = 'a'.repeat(64);

describe('parseImage', () => {
  it.each([
    ['web', { repository: 'web', version: 'latest' }],
    ['web:2.3', { repository: 'web', tag: '2.3', version: '2.3' }],
    ['shop/web', { repository: 'shop/web' }],
    // Without a dot, a colon or "localhost" it is part of the name.
    ['shop/web:1', { repository: 'shop/web', tag: '1' }],
    ['localhost/web', { registry: 'localhost', repository: 'web' }],
    [
      'registry:5000/shop/web:1',
      { registry: 'registry:5000', repository: 'shop/web', tag: '1' },
    ],
    ['web:5000', { repository: 'web', tag: '5000' }],
    [
      'ghcr.io/Shop/web'.toLowerCase(),
      { registry: 'ghcr.io', repository: 'shop/web' },
    ],
    ['[fd00::1]:5000/web', { registry: '[fd00::1]:5000', repository: 'web' }],
    ['a__b/c-d.e_f', { repository: 'a__b/c-d.e_f' }],
    [
      `web@sha256:${hex}`,
      { digest: `sha256:${hex}`, version: 'sha256:aaaaaaaaaaaa' },
    ],
    [
      `web:1@sha256:${hex}`,
      { tag: '1', digest: `sha256:${hex}`, version: '1' },
    ],
    [`web:${'t'.repeat(128)}`, { tag: 't'.repeat(128) }],
  ])('%s', (reference, expected) => {
    expect(parseImage(reference)).toMatchObject({ valid: true, ...expected });
  });

  it.each([
    ['', 'reference', /empty/],
    [' web', 'reference', /spaces/],
    ['web:1 ', 'reference', /spaces/],
    ['https://ghcr.io/web', 'reference', /scheme/],
    ['Web', 'repository', /"Web"/],
    ['shop/Web:1', 'repository', /"Web"/],
    ['shop//web', 'repository', /empty part/],
    ['/web', 'repository', /empty part/],
    ['web/', 'repository', /empty part/],
    ['a..b', 'repository', /separators/],
    ['a___b', 'repository', /separators/],
    ['-web', 'repository', /"-web"/],
    ['web:', 'tag', /"" is not a tag/],
    ['web:.1', 'tag', /not starting/],
    ['web:a:b', 'tag', /"a:b"/],
    [`web:${'t'.repeat(129)}`, 'tag', /128/],
    ['web@', 'digest', /algorithm/],
    ['web@sha256', 'digest', /algorithm/],
    ['web@sha256:abc', 'digest', /algorithm/],
    [`web@sha256:${'a'.repeat(63)}`, 'digest', /has 63/],
    [`web@sha256:${'A'.repeat(64)}`, 'digest', /lower-case/],
    [`web@${hex}`, 'digest', /algorithm/],
    [hex, 'repository', /id of an image/],
    ['a_b.example/web', 'registry', /host name/],
    ['-a.example/web', 'registry', /host name/],
    [`x.io/${'a'.repeat(251)}`, 'repository', /256 characters/],
    ['wéb', 'repository', /"wéb"/],
    ['web\u202e', 'repository', /only lower-case/],
    ['web;rm', 'repository', /only lower-case/],
    ['__proto__', 'repository', /only lower-case/],
  ])('refuses %j and names the %s', (reference, part, problem) => {
    expect(parseImage(reference)).toEqual({
      valid: false,
      part,
      problem: expect.stringMatching(problem),
    });
  });

  it('is put together again to what it was', () => {
    const component = fc.stringMatching(/^[a-z0-9]+([_-][a-z0-9]+){0,2}$/);
    const reference = fc
      .record({
        registry: fc.constantFrom('', 'ghcr.io/', 'localhost:5000/'),
        path: fc.array(component, { minLength: 1, maxLength: 3 }),
        tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/), { nil: '' }),
        digest: fc.constantFrom('', `@sha256:${hex}`),
      })
      .map(
        ({ registry, path, tag, digest }) =>
          `${registry}${path.join('/')}${tag && `:${tag}`}${digest}`,
      );
    fc.assert(
      fc.property(reference, text => {
        const parsed = parseImage(text);
        expect(parsed.valid && formatImage(parsed)).toBe(text);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(imageVersion(text) !== undefined).toBe(parseImage(text).valid);
      }),
    );
  });
});

describe('resolveImage', () => {
  it.each([
    [':2.3.0', 'ghcr.io/shop/web:2.2.0', 'ghcr.io/shop/web:2.3.0'],
    [':2.3.0', 'localhost:5000/web', 'localhost:5000/web:2.3.0'],
    ['other:1', 'web:2', 'other:1'],
    // The digest would win over the tag.
    [':2', `web:1@sha256:${hex}`, 'web:2'],
  ])('%s on %s is %s', (requested, current, expected) => {
    const resolved = resolveImage(requested, current);
    expect(resolved.valid && formatImage(resolved)).toBe(expected);
  });

  it.each([
    [':', 'web:1', 'tag'],
    [':a b', 'web:1', 'tag'],
    ['::1', 'web:1', 'tag'],
    // Trap: behind a name it would read as a registry with a port.
    [':5000/other', 'web', 'tag'],
    [`:1@sha256:${hex}`, 'web:1', 'tag'],
    [':1', 'WEB', 'reference'],
  ])('refuses %j on %s', (requested, current, part) => {
    expect(resolveImage(requested, current)).toMatchObject({
      valid: false,
      part,
    });
  });
});
