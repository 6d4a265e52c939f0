/** Next.js settings. The server around it is server.ts. */

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  // No page uses it, and it would work for strangers.
  images: { unoptimized: true },
  poweredByHeader: false,
  // `npm run check` has checked them, tests included; here it would make everybody's first start a third longer.
  typescript: { ignoreBuildErrors: true },
  // A custom server serves everything; native and driver packages stay outside the bundle.
  serverExternalPackages: [
    'better-sqlite3',
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    'pg',
    '@node-rs/argon2',
  ],
  // Messages come to it parsed: app/_i18n/compiled-messages.ts.
  turbopack: { resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  experimental: { serverActions: { bodySizeLimit: '64kb' } },
}
