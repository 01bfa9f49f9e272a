import { useState } from 'react';
import { ProxiedSignInPage, SignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import {
  Box,
  Button,
  Card,
  CardBody,
  Container,
  Flex,
  Text,
} from '@backstage/ui';

const STORAGE_KEY = 'development-person';

interface Person {
  ref: string;
  title: string;
  role: string;
}

/**
 * Offers the people of `app.development.people`, each with other rights. The
 * choice is kept for the browser tab, so that a reload stays signed in and two
 * tabs can be two people.
 */
export function DevelopmentSignInPage(props: SignInPageProps) {
  const people = useApi(configApiRef).getOptional<Person[]>(
    'app.development.people',
  );
  const [chosen, setChosen] = useState(
    () => window.sessionStorage.getItem(STORAGE_KEY) ?? undefined,
  );

  if (!people) return <SignInPage {...props} providers={[]} />;
  if (chosen) {
    return (
      <ProxiedSignInPage
        {...props}
        onSignInSuccess={identity =>
          props.onSignInSuccess({
            getProfileInfo: () => identity.getProfileInfo(),
            getBackstageIdentity: () => identity.getBackstageIdentity(),
            getCredentials: () => identity.getCredentials(),
            async signOut() {
              window.sessionStorage.removeItem(STORAGE_KEY);
              await identity.signOut();
            },
          })
        }
        provider="development"
        headers={{ 'x-development-person': chosen }}
        ErrorComponent={({ error }) => (
          <Container>
            <Box my="6">
              <Text as="p">Sign-in failed: {error?.message}</Text>
              <Button
                onPress={() => {
                  window.sessionStorage.removeItem(STORAGE_KEY);
                  setChosen(undefined);
                }}
              >
                Choose another person
              </Button>
            </Box>
          </Container>
        )}
      />
    );
  }
  return (
    <Container>
      <main>
        <Flex direction="column" gap="4" my="9">
          <Text as="h1" variant="title-large">
            Who are you today?
          </Text>
          <Text as="p" color="secondary">
            A development sign-in without passwords: choose a person to see the
            portal with their rights. It cannot be enabled in production.
          </Text>
          <Flex gap="4">
            {people.map(person => (
              <Card key={person.ref}>
                <CardBody>
                  <Flex direction="column" gap="3" align="start">
                    <Text as="h2" variant="title-small">
                      {person.title}
                    </Text>
                    <Text as="p">{person.role}</Text>
                    <Button
                      onPress={() => {
                        window.sessionStorage.setItem(STORAGE_KEY, person.ref);
                        setChosen(person.ref);
                      }}
                    >
                      Enter as {person.title}
                    </Button>
                  </Flex>
                </CardBody>
              </Card>
            ))}
          </Flex>
        </Flex>
      </main>
    </Container>
  );
}
