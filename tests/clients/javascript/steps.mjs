// What the scripts share: the endpoint, credentials and steps that say what went well.
export const endpoint = process.argv[2];
if (!endpoint) {
  console.error(`usage: node ${process.argv[1]} ENDPOINT`);
  process.exit(2);
}

export const settings = { endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDSMOKE", secretAccessKey: "smoke" } };

export const uniqueName = (purpose) => `${purpose}-${process.pid}-${Date.now()}`;

export async function step(name, work) {
  await work();
  console.log(`OK ${name}`);
}
