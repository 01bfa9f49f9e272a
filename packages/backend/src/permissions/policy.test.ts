import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  serviceLogsQueryPermission,
  serviceManagerPermissions,
  serviceMetricsQueryPermission,
  serviceReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { OwnersMayActPolicy } from './policy';

function userIn(...groups: string[]) {
  const claims = ['user:default/someone', ...groups];
  return {
    info: {
      userEntityRef: 'user:default/someone',
      ownershipEntityRefs: claims,
    },
  } as any;
}

describe('OwnersMayActPolicy', () => {
  const policy = new OwnersMayActPolicy();

  it('lets everybody read services', async () => {
    await expect(
      policy.handle({ permission: serviceReadPermission }, userIn()),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });

  it.each(
    serviceManagerPermissions
      .filter(
        p =>
          p.attributes.action !== 'read' ||
          p === serviceLogsQueryPermission ||
          p === serviceMetricsQueryPermission,
      )
      .map(p => [p.name, p] as const),
  )('lets only owners use %s', async (_, permission) => {
    const decision = await policy.handle(
      { permission },
      userIn('group:default/managers'),
    );
    expect(decision).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: {
        anyOf: [
          {
            rule: 'IS_ENTITY_OWNER',
            params: {
              claims: ['user:default/someone', 'group:default/managers'],
            },
          },
        ],
      },
    });
  });

  it('lets platform admins do everything', async () => {
    for (const permission of serviceManagerPermissions) {
      await expect(
        policy.handle({ permission }, userIn('group:default/platform-admins')),
      ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
    }
  });
});
