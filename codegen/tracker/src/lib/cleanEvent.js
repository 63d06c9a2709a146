/**
 * The event as the wire takes it, or undefined where its name is none.
 * The collector refuses a beacon as a whole, so an odd property must not cost the events beside it:
 * what JSON does not write as text, number or boolean is left out.
 */
export const cleanEvent = (name, details) => {
  const { value, properties, triggers } = details || {};
  // JSON's quotes tell a name from what would merely print as one, such as undefined.
  if (/^"[a-z][a-z0-9_.]{0,63}"$/.test(JSON.stringify(name)))
    return {
      name,
      value: typeof value == 'number' && Math.abs(value) <= 1e12 ? value : undefined,
      properties: Object.fromEntries(
        Object.entries(properties || {})
          .filter(
            ([key, value]) =>
              /^[a-z][a-z0-9_]{0,63}$/.test(key) && /^["tf\d-]/.test(JSON.stringify(value)),
          )
          .slice(0, 24),
      ),
      triggers,
    };
};
