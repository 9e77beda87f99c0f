//! Command lines of AI Deploy and AI Training as people write them, with and without credentials.

use super::secret_ones;
use crate::secrecy::secret_text;

/// Arguments, split at `¦`, none of which is secret.
const PLAIN: &[&str] = &[
    "vllm¦serve¦meta-llama/Llama-3.1-8B-Instruct¦--host¦0.0.0.0¦--port¦8080¦--max-model-len¦8192¦--served-model-name¦llama:8b",
    "python3¦-m¦vllm.entrypoints.openai.api_server¦--model¦mistralai/Mistral-7B-Instruct-v0.3¦--tokenizer-mode¦mistral",
    "vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 2 --lora-modules sql=acme/sql-lora:v2",
    "torchrun¦--nnodes=1:2¦--nproc_per_node=4¦--rdzv_endpoint=localhost:29500¦train.py¦--lr¦3e-4",
    "torchrun --standalone --nproc-per-node gpu train.py --precision bf16",
    "accelerate¦launch¦--mixed_precision¦bf16¦train.py",
    "deepspeed¦--include¦localhost:0,1¦train.py¦--deepspeed_config¦ds.json",
    "gunicorn¦app:server¦-b¦0.0.0.0:8080¦-w¦4",
    "gunicorn¦-p¦app.pid¦admin:application¦--bind¦:8080",
    "gunicorn -k uvicorn.workers.UvicornWorker admin:make_app() -b 0.0.0.0:8080",
    "uvicorn¦main:app¦--host¦0.0.0.0¦--port¦8080",
    "uvicorn¦user:app¦--factory",
    "python¦-m¦uvicorn¦src.admin:app¦--port¦8080",
    "uvicorn¦admin:app",
    "hypercorn root:api --bind 0.0.0.0:80",
    "celery¦-A¦proj.tasks:celery¦worker¦-l¦info",
    "streamlit¦run¦app.py¦--server.port=8080¦--server.address=0.0.0.0",
    "sh¦-c¦streamlit run app.py -p $PORT",
    "tensorboard¦--logdir¦/workspace/runs¦--port¦6006¦--bind_all",
    "tensorboard --logdir_spec base:/runs/a,new:/runs/b -p 6006",
    "jupyter¦lab¦--ip=0.0.0.0¦--port=8080¦--no-browser¦--allow-root",
    "jupyter¦nbconvert¦--to¦notebook¦--execute¦train.ipynb",
    "papermill¦in.ipynb¦out.ipynb¦-p¦alpha¦0.6¦-p¦optimizer¦adam",
    "python¦-m¦papermill¦in.ipynb¦out.ipynb¦-p¦model¦resnet",
    "python¦train.py¦--epochs¦10¦--data¦/workspace/data¦--output¦/workspace/out",
    "python¦train.py¦-p¦16",
    "python¦train.py¦-p¦bf16",
    "python¦train.py¦-p¦params.yaml",
    "python¦train.py¦-p¦/workspace/params",
    "python¦generate.py¦-p¦a cat on a sofa",
    "bash¦-c¦python generate.py -p 'a cat on a sofa' --steps 20",
    "llama-cli¦-m¦model.gguf¦-p¦Hello",
    "python¦-m¦http.server¦-p¦80",
    "mlflow¦server¦-p¦5000¦--host¦0.0.0.0",
    "mlflow run . -P alpha=0.5",
    "bash¦-c¦mkdir -p out/logs && cp -p a b && python train.py",
    "bash¦-c¦mkdir -p checkpoints; python train.py",
    "sh -c 'virtualenv -p python3.11 venv && venv/bin/python train.py'",
    "bash¦-c¦time -p python train.py",
    "docker¦run¦-p¦80:80¦nginx:latest",
    "docker run -p 127.0.0.1:8080:80/tcp acme/server:1.2",
    "ssh¦-p¦22¦host",
    "srun¦-p¦gpu¦python¦train.py",
    "pytest¦-p¦no:cacheprovider",
    "cargo run -p server",
    "bash¦-c¦chown -R root:root /workspace && python app.py",
    "sh¦-c¦chown user:user /data; exec uvicorn main:app",
    "install¦--owner=root:root¦x",
    "rclone¦copy¦s3:bucket/data¦/workspace/data",
    "ollama¦run¦llama3:8b",
    "docker¦run¦--user¦1000:1000¦x",
    "app¦--scope¦admin:org",
    "app --role-names user:human,assistant:bot",
    "app¦--login¦auth.example.com:443",
    "app¦--login¦https://sso.example.com",
    "app¦--user-agent¦curl:8",
    "ls -l | grep model | wc -l",
    "bash¦-c¦cat /workspace/data.csv | python train.py --stdin",
    "bash¦-c¦echo \"$DOCKER_PASSWORD\" | docker login -u ci --password-stdin && docker pull x",
    "bash¦-c¦cat /run/secrets/registry | docker login -u ci --password-stdin",
    "sh -c 'printf %s ${HF_TOKEN} | huggingface-cli login'",
    "bash¦-c¦nvidia-smi | tee gpu.log; python train.py",
    "python¦-u¦train.py¦--resume",
    "python -c \"import torch; print(torch.cuda.is_available())\"",
    "tritonserver¦--model-repository=/models¦--http-port=8080",
    "text-generation-launcher¦--model-id¦bigscience/bloom-560m¦-p¦8080",
    "label-studio¦start¦-p¦8080",
    "fastapi¦run¦main.py¦--port¦8080",
    "flask¦--app¦admin:create_app¦run¦-p¦5000",
    "ps aux | grep login",
    "docker¦login¦-u¦ci¦--password-stdin¦registry.example.com",
    "sh -c 'docker login -u $U --password-stdin <<< \"$P\"'",
    "docker login -u ci --password-stdin < /run/secrets/registry",
    "app¦--log-level¦root:INFO",
    "python¦app.py¦--image¦admin:1.2",
    "whisper audio.mp3 --model large-v3 --start 00:01:30 --ratio 16:9",
];

/// Arguments, split at `¦`, and those of them that are secret.
const SECRET: &[(&str, &[&str])] = &[
    (
        "sh¦-c¦echo hunter2 | docker login -u me --password-stdin",
        &["echo hunter2 | docker login -u me --password-stdin"],
    ),
    (
        "bash¦-c¦echo -n 'hunter2'|docker login --username me --password-stdin reg.example.com && python app.py",
        &[
            "echo -n 'hunter2'|docker login --username me --password-stdin reg.example.com && python app.py",
        ],
    ),
    (
        "bash¦-c¦cd /x; printf hunter2 | helm registry login x --password-stdin",
        &["cd /x; printf hunter2 | helm registry login x --password-stdin"],
    ),
    (
        "bash¦-c¦docker login -u me --password-stdin <<< hunter2",
        &["docker login -u me --password-stdin <<< hunter2"],
    ),
    (
        "bash¦-c¦echo hunter2 | passwd --stdin root",
        &["echo hunter2 | passwd --stdin root"],
    ),
    (
        "bash¦-c¦echo app:hunter2 | chpasswd",
        &["echo app:hunter2 | chpasswd"],
    ),
    (
        "bash¦-c¦echo hunter2 | sudo -S apt-get update",
        &["echo hunter2 | sudo -S apt-get update"],
    ),
    (
        "bash¦-c¦echo hunter2 | wandb login",
        &["echo hunter2 | wandb login"],
    ),
    (
        "bash¦-c¦echo hunter2 | gh auth login --with-token",
        &["echo hunter2 | gh auth login --with-token"],
    ),
    (
        "bash¦-c¦echo $USER hunter2 | docker login --password-stdin",
        &["echo $USER hunter2 | docker login --password-stdin"],
    ),
    (
        "bash¦-c¦echo ${X:-hunter2} | docker login --password-stdin",
        &["echo ${X:-hunter2} | docker login --password-stdin"],
    ),
    (
        "bash¦-c¦echo hunter2 | gpg --batch --passphrase-fd 0 -d m.gpg",
        &["echo hunter2 | gpg --batch --passphrase-fd 0 -d m.gpg"],
    ),
    ("app¦--basic¦admin:hunter2", &["admin:hunter2"]),
    ("app¦--basic¦svc:hunter2", &["svc:hunter2"]),
    ("app¦--basic=svc:hunter2", &["--basic=svc:hunter2"]),
    ("app¦--http-user¦svc:hunter2", &["svc:hunter2"]),
    ("app¦--login¦svc:hunter2", &["svc:hunter2"]),
    ("app¦--username¦svc:hunter2", &["svc:hunter2"]),
    ("app¦--credentials¦svc:hunter2", &["svc:hunter2"]),
    ("gradio¦app.py¦--gradio-auth¦me:hunter2", &["me:hunter2"]),
    ("app¦admin:hunter2", &["admin:hunter2"]),
    ("app¦--serve¦admin:admin", &["admin:admin"]),
    ("app¦--serve=root:toor", &["--serve=root:toor"]),
    ("app¦root:1234", &["root:1234"]),
    ("app¦user:hunter2", &["user:hunter2"]),
    ("app¦user:password", &["user:password"]),
    ("uvicorn¦admin:app¦--basic¦admin:hunter", &["admin:hunter"]),
    ("gunicorn¦main:app¦-e¦X=admin:hunter", &["X=admin:hunter"]),
    (
        "bash¦-c¦chown root:root /x && app admin:hunter2",
        &["chown root:root /x && app admin:hunter2"],
    ),
    ("python¦app.py¦-p¦hunter2", &["hunter2"]),
    ("python¦train.py¦-u¦me¦-p¦Tr0ub4dor&3", &["Tr0ub4dor&3"]),
    ("app¦-p¦correct,horse", &["correct,horse"]),
    ("-p¦hunter2", &["hunter2"]),
    (
        "bash¦-c¦mkdir -p out && python app.py -p hunter2",
        &["mkdir -p out && python app.py -p hunter2"],
    ),
    (
        "bash¦-c¦mkdir -p out; python app.py -p 'hunter2' --x",
        &["mkdir -p out; python app.py -p 'hunter2' --x"],
    ),
    ("app¦--mode¦ssh¦-p¦hunter2", &["hunter2"]),
    ("docker¦login¦-u¦me¦-p¦hunter2", &["hunter2"]),
    ("kinit.sh¦-u¦me¦-p¦hunter2", &["hunter2"]),
    ("curl¦-u¦john.doe:1234¦http://h", &["john.doe:1234"]),
    ("mysql¦-h¦ssh¦-ppw", &["-ppw"]),
    ("timeout¦--foreground¦mysql¦-ppw", &["-ppw"]),
    ("app¦--api-key-user¦x1", &["x1"]),
    (
        "bash¦-c¦docker login --password-stdin < <(echo hunter2)",
        &["docker login --password-stdin < <(echo hunter2)"],
    ),
    ("vllm¦serve¦m¦--api-key¦hunter2", &["hunter2"]),
    (
        "jupyter¦lab¦--ServerApp.token=hunter2",
        &["--ServerApp.token=hunter2"],
    ),
    ("wandb¦login¦--key¦hunter2", &["hunter2"]),
    ("label-studio¦start¦--password¦hunter2", &["hunter2"]),
];

fn secret_arguments_of(command: &str) -> Vec<&str> {
    secret_ones(command, '¦')
}

#[test]
fn commands_without_credentials_stay_as_they_are() {
    let wrong: Vec<_> = PLAIN
        .iter()
        .map(|command| (command, secret_arguments_of(command)))
        .filter(|(_, secret)| !secret.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(PLAIN.len() >= 50);
}

#[test]
fn credentials_in_commands_are_found() {
    let wrong: Vec<_> = SECRET
        .iter()
        .map(|(command, secret)| (command, secret, secret_arguments_of(command)))
        .filter(|(_, secret, found)| found != **secret)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(SECRET.len() >= 35);
}

#[test]
fn the_same_commands_as_one_text_are_secret_too() {
    for (command, _) in SECRET {
        // Quotes of arguments with white space are lost here, as in a log line.
        let text = command.replace('¦', " ");
        assert!(secret_text(&text).is_some(), "{text}");
    }
}
