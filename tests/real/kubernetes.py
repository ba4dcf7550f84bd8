"""As much of the schema of Kubernetes 1.31 as a manifest of badrdp uses, as JSON Schema: batch/v1 Job and v1 PersistentVolumeClaim
[https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/]. A key that is not here is an error: look it up there first."""

TEXT, TRUTH, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "integer", "minimum": 0}
QUANTITY = {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$"}
NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63}


def table(*needed, **keys):
    return {"type": "object", "additionalProperties": False, "required": list(needed), "properties": keys}


def some(items, most=1000):
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def one_of(*words):
    return {"enum": list(words)}


AMOUNTS = {"type": "object", "additionalProperties": QUANTITY}
RESOURCES = table(requests=AMOUNTS, limits=AMOUNTS)
CONTAINER = table(
    "name", name=NAME, image={"type": "string", "minLength": 1}, command=some(TEXT), args=some(TEXT), resources=RESOURCES,
    securityContext=table(allowPrivilegeEscalation=TRUTH, readOnlyRootFilesystem=TRUTH, capabilities=table(drop=some(TEXT), add=some(TEXT))),
    volumeMounts=some(table("name", "mountPath", name=NAME, mountPath={"type": "string", "pattern": "^/[^:]*$"})))
POD = table(
    "containers", restartPolicy=one_of("Never", "OnFailure"), automountServiceAccountToken=TRUTH, containers=some(CONTAINER),
    securityContext=table(runAsNonRoot=TRUTH, runAsUser=NUMBER, runAsGroup=NUMBER, fsGroup=NUMBER,
                          seccompProfile=table("type", type=one_of("RuntimeDefault", "Unconfined", "Localhost"))),
    volumes=some(table("name", name=NAME, persistentVolumeClaim=table("claimName", claimName=NAME), emptyDir=table())))
RULE = table(
    "action", action=one_of("FailJob", "FailIndex", "Ignore", "Count"),
    onExitCodes=table("operator", "values", containerName=NAME, operator=one_of("In", "NotIn"),
                      values=some({"type": "integer", "minimum": 0, "maximum": 255}, 255)),
    onPodConditions=some(table("type", "status", type=TEXT, status=one_of("True", "False", "Unknown")), 20))
RULE["oneOf"] = [{"required": ["onExitCodes"]}, {"required": ["onPodConditions"]}]
JOB = table(
    "apiVersion", "kind", "metadata", "spec", apiVersion={"const": "batch/v1"}, kind={"const": "Job"}, metadata=table("name", name=NAME),
    spec=table("template", completionMode=one_of("Indexed", "NonIndexed"), completions=NUMBER, parallelism=NUMBER, backoffLimit=NUMBER,
               backoffLimitPerIndex=NUMBER, suspend=TRUTH, podFailurePolicy=table("rules", rules=some(RULE, 20)),
               template=table("spec", spec=POD)))
CLAIM = table(
    "apiVersion", "kind", "metadata", "spec", apiVersion={"const": "v1"}, kind={"const": "PersistentVolumeClaim"},
    metadata=table("name", name=NAME),
    spec=table("accessModes", "resources", resources=RESOURCES,
               accessModes=some(one_of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"))))
MANIFEST = {"oneOf": [JOB, CLAIM]}
