#!/usr/bin/env python3
"""Reviews Terraform plans with steady and with checkov in the same run: time, CPU and memory.

    python3 Benchmarks/plans.py --steady .build-release/release/steady [--checkov PROGRAM]

The plan of 500 resources has what such plans have: values after, changes with both sides, a configuration. checkov
walks the values after, steady the changes; both read the whole file. The large plan has 5,000 changes in about
200 MB; checkov is not asked for it.
"""
import argparse
import json
import os
import resource
import subprocess
import tempfile
import time

KINDS = ["aws_s3_bucket", "aws_security_group", "aws_db_instance", "aws_iam_role", "aws_ecs_task_definition",
         "aws_lb_target_group", "aws_cloudwatch_log_group", "aws_sqs_queue", "aws_kms_key", "aws_lambda_function"]


def values(kind, index, padding):
    tags = {"Environment": "production", "Service": "shop", "Owner": "web", "CostCenter": "1"}
    own = {"tags": tags, "tags_all": tags, "name": f"{kind}-{index}", "id": f"id-{index}"}
    variables = [{"name": f"VAR_{k}", "value": "x" * 60} for k in range(padding)]
    more = {
        "aws_s3_bucket": {"bucket": f"b-{index}", "force_destroy": False},
        "aws_security_group": {"ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443,
                                            "cidr_blocks": ["10.0.0.0/16"]}], "egress": []},
        "aws_db_instance": {"engine": "postgres", "instance_class": "db.m7g.large", "multi_az": True,
                            "deletion_protection": True, "backup_retention_period": 35, "storage_encrypted": True},
        "aws_iam_role": {"assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]})},
        "aws_ecs_task_definition": {"family": f"f-{index}", "cpu": "512", "memory": "1024",
                                    "container_definitions": json.dumps([{
                                        "name": "app", "image": "r/a@sha256:" + "a" * 64, "environment": variables,
                                        "readonlyRootFilesystem": True}])},
        "aws_lb_target_group": {"port": 80, "protocol": "HTTP", "health_check": [{"enabled": True, "path": "/healthz"}]},
        "aws_cloudwatch_log_group": {"retention_in_days": 90},
        "aws_sqs_queue": {"message_retention_seconds": 345600},
        "aws_kms_key": {"enable_key_rotation": True, "deletion_window_in_days": 30},
        "aws_lambda_function": {"runtime": "python3.13", "memory_size": 512, "timeout": 10,
                                "environment": [{"variables": {v["name"]: v["value"] for v in variables}}]},
    }
    return {**own, **more[kind]}


def write_plan(path, count, padding, kinds):
    def resource_of(index):
        kind = kinds[index % len(kinds)]
        return {"address": f"{kind}.r{index}", "mode": "managed", "type": kind, "name": f"r{index}",
                "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0,
                "values": values(kind, index, padding)}

    with open(path, "w", encoding="utf-8") as file:
        file.write('{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[')
        for index in range(count):
            file.write(("," if index else "") + json.dumps(resource_of(index)))
        file.write(']}},"resource_changes":[')
        for index in range(count):
            one = resource_of(index)
            before = dict(one.pop("values"))
            after = dict(before, name=before["name"] + "-new")
            one["change"] = {"actions": ["update"], "before": before, "after": after, "after_unknown": {},
                             "before_sensitive": {}, "after_sensitive": {}}
            file.write(("," if index else "") + json.dumps(one))
        file.write('],"configuration":{"root_module":{"resources":[')
        for index in range(count):
            kind = kinds[index % len(kinds)]
            file.write(("," if index else "") + json.dumps({
                "address": f"{kind}.r{index}", "mode": "managed", "type": kind, "name": f"r{index}",
                "expressions": {"name": {"references": [f"{kinds[0]}.r0.id", f"{kinds[0]}.r0"]}}}))
        file.write("]}},\"complete\":true,\"errored\":false,\"applyable\":true}")
    return os.path.getsize(path)


def measure(command, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    del before
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steady", required=True)
    parser.add_argument("--checkov")
    options = parser.parse_args()
    steady = os.path.abspath(options.steady)
    with tempfile.TemporaryDirectory() as folder:
        middle = os.path.join(folder, "middle.json")
        size = write_plan(middle, 500, 20, KINDS)
        print(f"500 resources, {size / 1e6:.1f} MB")
        print(f"{'':34}{'seconds':>10}{'CPU s':>10}{'MiB':>10}")
        best = None
        for _ in range(3):
            found = measure([steady, "review", middle, "--json", "--no-ledger"], folder)
            best = found if best is None or found[1] < best[1] else best
        print(f"{'steady review (best of 3)':34}{best[0]:10.2f}{best[1]:10.2f}{best[2]:10.0f}")
        if options.checkov:
            found = measure([options.checkov, "-f", middle, "--framework", "terraform_plan", "--quiet", "--compact",
                             "-o", "json"], folder)
            print(f"{'checkov':34}{found[0]:10.2f}{found[1]:10.2f}{found[2]:10.0f}")
            print(f"{'checkov / steady':34}{found[0] / best[0]:10.0f}{found[1] / best[1]:10.0f}{found[2] / best[2]:10.1f}")
        large = os.path.join(folder, "large.json")
        size = write_plan(large, 5000, 150, ["aws_ecs_task_definition"])
        found = measure([steady, "review", large, "--json", "--no-ledger"], folder)
        print(f"5,000 changes, {size / 1e6:.0f} MB: {found[0]:.1f} s, {found[1]:.1f} CPU s, {found[2]:.0f} MiB")


main()
