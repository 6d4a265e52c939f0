/** In place of the native packages that ws tries to load. ws catches this, as where they are not installed. */
throw new Error('not part of the package')
